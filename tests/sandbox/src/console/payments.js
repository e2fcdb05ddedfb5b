// Payment links still open, and the settings of payments: the same JSON as the tests use.
const payPresses = [['pay', 'Оплатить'], ['decline', 'Отказ банка'], ['pay_twice', 'Дважды']];

const showPayments = async () => {
  const [{ payments }, settings] = await Promise.all([call('GET', 'payments?open=true'), call('GET', 'payment-settings')]);
  redraw('payments', payments, (box) => {
    box.replaceChildren(...payments.map((link) => {
      const owner = state.children.find((one) => one.person_id === link.person_id);
      const row = make('div', 'row two');
      row.append(...payPresses.map(([action, name]) => {
        const button = make('button', '', name);
        button.type = 'button';
        button.dataset.press = action;
        button.addEventListener('click', () => act(`${name}: ${roubles(link.amount)}`, 'POST', `payments/${link.request_uid}`, { action }));
        return button;
      }));
      const line = make('div', 'link');
      const what = make('a', '', `${owner.name}: ${roubles(link.amount)}, до ${dayAndTime(link.expires_at)}`);
      what.href = link.payment_link;
      what.target = '_blank';
      line.append(what, row);
      return line;
    }));
    if (payments.length === 0) box.append(make('p', 'note', 'Открытых ссылок нет'));
  });
  redraw('pay-save', settings, () => {
    byId('pay-link').value = settings.link_seconds / 60;
    for (const method of ['card', 'sbp', 'terminal']) byId(`pay-${method}`).value = settings.crediting_seconds[method] / 60;
    byId('pay-twice').checked = settings.return_twice;
  });
};

byId('pay-save').addEventListener('click', () => {
  const seconds = (id) => {
    const minutes = Number(byId(id).value.replace(',', '.'));
    return byId(id).value.trim() !== '' && minutes >= 0 ? Math.round(minutes * 60) : null;
  };
  const [link, card, sbp, terminal] = ['pay-link', 'pay-card', 'pay-sbp', 'pay-terminal'].map(seconds);
  if ([link, card, sbp, terminal].includes(null)) return say('Минуты должны быть числом, например 20 или 0,5', true);
  return act('Настройки платежей сохранены', 'POST', 'payment-settings', {
    link_seconds: link, crediting_seconds: { card, sbp, terminal }, return_twice: byId('pay-twice').checked,
  });
});
