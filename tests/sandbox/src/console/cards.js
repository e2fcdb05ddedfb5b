// Cards of the picked child and applications that wait for an answer: the same JSON as the tests use.
const cardKinds = { service: 'Сервисная', social: 'Социальная', temporary: 'Временная', bracelet: 'Браслет', fob: 'Брелок' };
const cardStates = {
  active: 'действует', blocked_by_parent: 'заблокирована родителем', blocked_by_school: 'заблокирована школой', expired: 'срок кончился',
};

const pressed = (name, work, data) => {
  const button = make('button', '', name);
  button.type = 'button';
  Object.assign(button.dataset, data);
  button.addEventListener('click', work);
  return button;
};

const showCards = async () => {
  const of = picked;
  const [{ cards }, { applications }] = await Promise.all([call('GET', `cards?person_id=${of}`), call('GET', 'applications')]);
  redraw('cards', [of, cards], (box) => {
    box.replaceChildren(...cards.map((card) => {
      const line = make('div', 'link');
      line.append(make('span', '', `${cardKinds[card.kind]} •••• ${card.number.slice(-4)}: ${cardStates[card.state]}`));
      if (card.state === 'active') {
        line.append(pressed('Заблокировать',
          () => act('Карта заблокирована школой', 'POST', 'cards', { person_id: of, action: 'block', card_id: card.card_id }),
          { block: card.card_id }));
      }
      return line;
    }));
  });
  const waiting = applications.filter((one) => one.state === 'waiting');
  redraw('applications', waiting, (box) => {
    box.replaceChildren(...waiting.map((one) => {
      const decide = (approve, name) => pressed(name, () => act(`Заявление: ${name}`, 'POST', `applications/${one.id}`, { approve }),
        { decide: `${one.id}-${approve}` });
      const row = make('div', 'row two');
      row.append(decide(true, 'Подключить'), decide(false, 'Отказать'));
      const line = make('div', 'link');
      line.append(make('span', '', `${one.child}; ${one.phone}, ${one.email}`), row);
      return line;
    }));
    if (waiting.length === 0) box.append(make('p', 'note', 'Заявлений нет'));
  });
};

byId('card-issue').addEventListener('click', () => act('Карта выдана', 'POST', 'cards',
  { person_id: picked, action: 'issue', kind: byId('card-kind').value }));
