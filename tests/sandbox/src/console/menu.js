// The menu of a day for the picked child; what the school does not serve after all can be brought back: the same JSON as the tests use.
const menuDay = () => byId('menu-date').value || state.now.slice(0, 10);

const menuLine = (item, person, day, back) => {
  const line = make('div', 'good');
  const kind = item.meal_kind === null ? 'Буфет' : 'Комплекс';
  const [name, done] = back ? ['Вернуть', 'Снова в меню'] : ['Снять', 'Снято с меню'];
  const button = pressed(name,
    () => act(`${done}: ${item.name}`, 'POST', 'menu', { person_id: person, date: day, item_id: item.id, back }),
    back ? { back: item.id } : { withdraw: item.id });
  button.setAttribute('aria-label', `${name}: ${item.name}`);
  line.append(make('span', '', `${kind} · ${item.name}${back ? ' · снято с меню' : ''}`), make('span', 'price', roubles(item.price)), button);
  return line;
};

const showMenu = async () => {
  const [person, day] = [picked, menuDay()];
  const answer = await call('GET', `menu?person_id=${encodeURIComponent(person)}&date=${day}`);
  // Another child or day was picked meanwhile: its own answer comes.
  if (person !== picked || day !== menuDay()) return;
  redraw('menu', [person, day, answer], (box) => {
    const [served, gone] = [answer.menu, answer.withdrawn];
    box.replaceChildren(...served.map((item) => menuLine(item, person, day, false)), ...gone.map((item) => menuLine(item, person, day, true)));
    if (served.length + gone.length === 0) box.append(make('p', 'note', 'В этот день не кормят'));
  });
};

byId('menu-date').addEventListener('change', () => showMenu().catch((error) => say(`Не получилось: ${error.message}`, true)));
