// Orders made ahead of the picked child, and what its school has decided about them: the same JSON as the tests use.
const orderStates = { waiting: 'ждёт', served: 'выдан', cancelled: 'отменён' };

const showOrders = async () => {
  const query = `person_id=${encodeURIComponent(picked)}`;
  const [{ orders }, rules] = await Promise.all([call('GET', `orders?${query}`), call('GET', `school-rules?${query}`)]);
  redraw('orders', [picked, orders], (box) => {
    const latest = orders.slice(-12).reverse();
    box.replaceChildren(...latest.map((order) => {
      const line = make('div', 'link');
      const by = order.parent === null ? ' · по правилу' : '';
      const what = `${order.on_date} · комплекс ${order.complex_id} × ${order.amount} · ${roubles(order.total)}`;
      line.append(make('span', '', `${what} · ${orderStates[order.state] || order.state}${by}`));
      if (order.state === 'waiting') {
        const button = make('button', '', 'Отменить');
        button.type = 'button';
        button.dataset.order = order.order_id;
        button.addEventListener('click', () => act('Школа отменила заказ', 'DELETE', `orders/${order.order_id}`));
        line.append(button);
      }
      return line;
    }));
    if (latest.length === 0) box.append(make('p', 'note', 'Заказов нет'));
  });
  redraw('rules-save', [picked, rules], () => {
    const [first] = rules.cut_offs;
    byId('rules-days').value = first ? first.days_before : '';
    byId('rules-time').value = first ? first.time.slice(0, 5) : '';
    byId('rules-debt').value = rules.overdraft === null ? '' : rules.overdraft / 100;
    byId('rules-refund').value = rules.refund_seconds === null ? '' : rules.refund_seconds / 60;
    byId('rules-at-order').checked = rules.charged_at_order;
  });
};

byId('rules-save').addEventListener('click', () => {
  const number = (id) => (byId(id).value.trim() === '' ? null : Number(byId(id).value.replace(',', '.')));
  const [days, debt, refund] = ['rules-days', 'rules-debt', 'rules-refund'].map(number);
  const time = byId('rules-time').value;
  const bad = (value) => value !== null && !(value >= 0);
  if (days === null || [days, debt, refund].some(bad) || !time) return say('Срок: дней и время; остальное — числа или пусто', true);
  const cutOffs = [0, 1, 2, 3, 4, 5, 6].map((meal) => ({ meal_kind: meal, days_before: days, time: `${time}:00` }));
  return act('Правила школы сохранены', 'POST', 'school-rules', {
    person_id: picked, cut_offs: cutOffs, overdraft: debt === null ? null : Math.round(debt * 100),
    refund_seconds: refund === null ? null : Math.round(refund * 60), charged_at_order: byId('rules-at-order').checked,
  });
});
