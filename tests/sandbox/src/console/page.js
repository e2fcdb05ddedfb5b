'use strict';
// Reads the state each second, sends what the operator presses. All text goes in as textContent: names are data.
const byId = (id) => document.getElementById(id);
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const roubles = (kopecks) => {
  const sign = kopecks < 0 ? '−' : '';
  const whole = String(Math.trunc(Math.abs(kopecks) / 100)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return `${sign}${whole},${String(Math.abs(kopecks) % 100).padStart(2, '0')}\u00a0₽`;
};
// «12», «12,5», «12.50» in roubles to kopecks; null for anything else.
const kopecks = (text) => {
  const match = /^\s*(\d{1,7})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] || '').padEnd(2, '0')) : null;
};
const dayAndTime = (local) => `${local.slice(8, 10)}.${local.slice(5, 7)} ${local.slice(11, 19)}`;

const kinds = {
  entry: 'Вход', exit: 'Выход', purchase: 'Покупка', top_up: 'Пополнение', cancelled: 'Заказ отменён',
  transfer: 'Перевод', refund: 'Возврат', edit: 'Покупка исправлена',
  refused: 'Продажа отклонена',
};
// kind: label, name of the number it takes, the number's field, default.
const faultKinds = {
  status: ['Ошибка с HTML', 'Код ответа', 'status', 503],
  latency: ['Задержка', 'Миллисекунд', 'ms', 3000],
  unauthorized: ['401'],
  cut_body: ['Обрыв тела'],
  reset: ['Запрос потерян (сброс)'],
  answer_lost: ['Ответ потерян (сброс)'],
  doubled: ['Запрос дважды'],
  delayed: ['Запрос дойдёт позже', 'Секунд', 'seconds', 60],
  stale: ['Старые данные', 'Минут назад', 'minutes', 60],
  rate_limited: ['429, подождите', 'Секунд', 'retry_after', 120],
  empty: ['Пустой ответ'],
  huge: ['Огромный ответ', 'Байт', 'bytes', 50000000],
  missing_route: ['Нет нового метода', 'Код ответа', 'status', 404],
  partial_renewal: ['Неполное обновление токена (вход)'],
  lost: ['Пуш потерян (в пути)'],
  late: ['Пуш опоздал (в пути)', 'Секунд', 'seconds', 300],
  reordered: ['Пуш обогнали (в пути)'],
  cut: ['Пуш обрезан (в пути)'],
  oversized: ['Пуш слишком велик (в пути)', 'Байт', 'bytes', 5000],
};

let state = null;
let picked = null;
let seen = null;
const basket = new Map();

const say = (text, failed = false) => {
  byId('status').textContent = text;
  byId('status').classList.toggle('failed', failed);
};

const call = async (method, path, body) => {
  const answer = await fetch(`/sandbox/v1/${path}`, {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error || `HTTP ${answer.status}`);
  return json;
};

const act = async (done, method, path, body) => {
  try {
    await call(method, path, body);
    await refresh();
    await showPurchases();
    say(done);
  } catch (error) {
    say(`Не получилось: ${error.message}`, true);
  }
};

const child = () => state.children.find((one) => one.person_id === picked);

// Redraws a list only when its data changed, so that focus and scroll stay where they are.
const drawn = new Map();
const redraw = (id, data, draw) => {
  const now = JSON.stringify(data);
  if (drawn.get(id) === now) return;
  drawn.set(id, now);
  draw(byId(id));
};

const showChildren = () => redraw('children', [state.children, picked], (box) => {
  const focused = box.contains(document.activeElement);
  box.replaceChildren(...state.children.map((one) => {
    const label = make('label', 'child');
    const radio = make('input');
    radio.type = 'radio';
    radio.name = 'child';
    radio.value = one.person_id;
    radio.checked = one.person_id === picked;
    radio.addEventListener('change', () => pick(one.person_id));
    const building = state.buildings.find((place) => place.id === one.inside_organization_id);
    const where = make('span', 'where', `${one.class_name} · ${one.school} · л/с ${one.contract_id} · `);
    where.append(make('span', one.inside ? 'inside' : '', one.inside ? `внутри: ${building.name}` : 'снаружи'));
    label.append(radio, make('span', 'name', one.name),
      make('span', one.balance_kopecks < 0 ? 'balance below' : 'balance', roubles(one.balance_kopecks)), where);
    return label;
  }));
  if (focused) box.querySelector('input:checked').focus();
});

const showBuildings = () => redraw('building', picked, (box) => {
  const own = state.buildings.filter((place) => place.school === child().school);
  box.replaceChildren(...own.map((place) => {
    const option = make('option', '', place.name);
    option.value = place.id;
    option.selected = place.id === child().organization_id;
    return option;
  }));
});

const showBuffet = () => redraw('buffet', state.buffet, (box) => {
  box.replaceChildren(...state.buffet.map((good) => {
    const line = make('div', 'good');
    const amount = make('div', 'amount');
    const output = make('output', '', '0');
    const step = (by, sign, name) => {
      const button = make('button', '', sign);
      button.type = 'button';
      button.setAttribute('aria-label', `${name}: ${good.name}`);
      button.addEventListener('click', () => {
        const count = Math.max(0, (basket.get(good.name) || 0) + by);
        basket.set(good.name, count);
        output.textContent = String(count);
        showBasket();
      });
      return button;
    };
    amount.append(step(-1, '−', 'Меньше'), output, step(1, '+', 'Больше'));
    line.append(make('span', '', good.name), make('span', 'price', roubles(good.price_kopecks)), amount);
    return line;
  }));
});

const chosen = () => state.buffet
  .map((good) => ({ ...good, amount: basket.get(good.name) || 0 }))
  .filter((good) => good.amount > 0);

const showBasket = () => {
  const total = chosen().reduce((sum, good) => sum + good.price_kopecks * good.amount, 0);
  byId('sell-buffet').disabled = total === 0;
  byId('sell-buffet').textContent = total === 0 ? 'Выберите товары' : `Продать на ${roubles(total)}`;
};

const showEvents = () => redraw('events', state.events, (box) => {
  const keys = state.events.map((event) => JSON.stringify(event));
  box.replaceChildren(...state.events.map((event, index) => {
    const line = make('li', seen && !seen.has(keys[index]) ? 'fresh' : '');
    const time = make('time', '', dayAndTime(event.at));
    time.dateTime = event.at;
    const late = (new Date(event.learned_at) - new Date(event.at)) / 60000;
    const note = event.learned_at > state.now ? ' · ещё не виден' : late >= 5 ? ` · узнали через ${Math.round(late)} мин` : '';
    line.append(time, make('span', '', `${event.child}: ${kinds[event.kind] || event.kind}`),
      make('span', 'sum', event.kopecks === null ? '' : roubles(event.kopecks)), make('span', 'what', event.what + note));
    return line;
  }));
  seen = new Set(keys);
});

const showFaults = () => redraw('faults', state.faults, (box) => {
  const services = byId('fault-service');
  box.replaceChildren(...state.faults.map((fault) => {
    const service = [...services.options].find((option) => option.value === fault.service).textContent;
    const [name, , field] = faultKinds[fault.kind] || [fault.kind];
    const value = field && fault[field] !== undefined ? ` ${fault[field]}` : '';
    const left = fault.count === undefined ? '' : ` · осталось раз: ${fault.count}`;
    const step = fault.step ? ` (${[...byId('fault-step').options].find((option) => option.value === fault.step).textContent})` : '';
    return make('li', '', `${service}${step}: ${name}${value}${left}`);
  }));
});

const showPurchases = async () => {
  const { purchases } = await call('GET', `purchases?person_id=${encodeURIComponent(picked)}`);
  redraw('purchase', [picked, purchases], (box) => {
    const before = box.value;
    box.replaceChildren(...purchases.map((one) => {
      const mark = one.edited ? ' (исправлена)' : '';
      const option = make('option', '', `${dayAndTime(one.at).slice(0, 11)} · ${roubles(one.total_kopecks)} · ${one.what}${mark}`);
      option.value = one.order_id;
      option.selected = String(one.order_id) === before;
      return option;
    }));
  });
  byId('edit').disabled = purchases.length === 0;
};

const pick = async (person) => {
  picked = person;
  showChildren();
  showBuildings();
  await showPurchases();
  await showMenu();
};

const refresh = async () => {
  state = await call('GET', 'state');
  const known = state.children.some((one) => one.person_id === picked);
  if (!known) picked = state.children[0].person_id;
  byId('now').textContent = `${state.now.slice(0, 10).split('-').reverse().join('.')} ${state.now.slice(11)}`;
  byId('clock-mode').textContent = state.clock_fixed ? 'часы стоят (Москва)' : 'часы идут (Москва)';
  showChildren();
  showBuildings();
  showBuffet();
  showEvents();
  showFaults();
  if (!known) await showPurchases();
  await showPayments();
  await showCards();
  await showOrders();
  await showMenu();
  await showMailbox();
  const counts = await call('GET', 'requests');
  byId('requests').textContent = `${counts.total} запросов · получено ${counts.bytes_in} байт · отдано ${counts.bytes_out} байт · соединений ${counts.connections}`;
};

const sell = (kind, items, done) => act(`${child().name}: ${done}`, 'POST', 'sale', { person_id: picked, kind, items });
const tap = (direction, done) => act(`${child().name}: ${done}`, 'POST', 'tap', {
  person_id: picked, direction, organization_id: Number(byId('building').value), at: byId('tap-at').value || null,
});

byId('tap-in').addEventListener('click', () => tap('in', 'вход записан'));
byId('tap-out').addEventListener('click', () => tap('out', 'выход записан'));
byId('sell-free').addEventListener('click', () => sell('free_complex', [], 'льготный комплекс выдан'));
byId('sell-paid').addEventListener('click', () => sell('paid_complex', [], 'платный комплекс продан'));
byId('sell-buffet').addEventListener('click', async () => {
  await sell('buffet', chosen(), 'буфет, продано');
  basket.clear();
  drawn.delete('buffet');
  showBuffet();
  showBasket();
});
byId('top-up').addEventListener('click', () => {
  const sum = kopecks(byId('top-up-sum').value);
  if (!sum) return say('Сумма должна быть числом больше нуля, например 500 или 120,50', true);
  return act(`${child().name}: пополнено на ${roubles(sum)}`, 'POST', 'terminal-top-up', { person_id: picked, kopecks: sum });
});
byId('edit').addEventListener('click', () => {
  const sum = kopecks(byId('purchase-sum').value);
  if (!sum) return say('Новая сумма должна быть числом больше нуля, например 150', true);
  return act(`Покупка исправлена: ${roubles(sum)}`, 'POST', 'edit-purchase', {
    order_id: Number(byId('purchase').value), total_kopecks: sum,
  });
});
for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => act('Часы переведены', 'POST', 'clock', { advance_seconds: Number(button.dataset.advance) }));
}
byId('clock-set').addEventListener('click', () => {
  const to = byId('clock-to').value;
  return to ? act('Часы переведены', 'POST', 'clock', { now: to }) : say('Укажите дату и время', true);
});

byId('fault-kind').replaceChildren(...Object.entries(faultKinds).map(([kind, [name]]) => {
  const option = make('option', '', name);
  option.value = kind;
  return option;
}));
const showFaultValue = () => {
  const [, name, field, value] = faultKinds[byId('fault-kind').value];
  byId('fault-value-label').hidden = !field;
  byId('fault-value-name').textContent = name || '';
  byId('fault-value').value = field ? value : '';
};
byId('fault-kind').addEventListener('change', showFaultValue);
showFaultValue();
// A step belongs to payments, unless it names another service.
const showFaultStep = () => {
  const steps = [...byId('fault-step').options].filter((option) => option.value !== '');
  for (const option of steps) option.hidden = (option.dataset.service || 'payments') !== byId('fault-service').value;
  byId('fault-step-label').hidden = steps.every((option) => option.hidden);
  byId('fault-step').value = '';
};
byId('fault-service').addEventListener('change', showFaultStep);
showFaultStep();
byId('fault-on').addEventListener('click', () => {
  const kind = byId('fault-kind').value;
  const [, , field] = faultKinds[kind];
  const fault = { service: byId('fault-service').value, kind };
  if (field) fault[field] = Number(byId('fault-value').value);
  if (byId('fault-step').value) fault.step = byId('fault-step').value;
  if (byId('fault-count').value) fault.count = Number(byId('fault-count').value);
  return act('Сбой включён', 'POST', 'faults', fault);
});
byId('faults-off').addEventListener('click', () => act('Сбоев нет', 'DELETE', 'faults'));

let lost = false;
const live = async () => {
  try {
    await refresh();
    if (lost) say('Связь восстановлена');
    lost = false;
  } catch (error) {
    lost = true;
    say(`Нет связи с песочницей: ${error.message}`, true);
  }
  setTimeout(live, 1000);
};
live();
