// E-mails the sandbox has written, newest first: open one to read it, or take the MIME message itself.
const showMailbox = async () => {
  const { messages } = await call('GET', 'mailbox');
  redraw('mailbox', messages, (box) => {
    const open = new Set([...box.querySelectorAll('details[open]')].map((one) => one.dataset.id));
    box.replaceChildren(...messages.slice(0, 20).map((one) => {
      const letter = make('details', 'letter');
      letter.dataset.id = one.id;
      letter.open = open.has(String(one.id));
      const raw = make('a', '', 'MIME');
      raw.href = `/sandbox/v1/mailbox/${one.id}`;
      raw.target = '_blank';
      const sent = one.smtp === 'none' ? '' : ` · SMTP: ${one.smtp}`;
      letter.append(make('summary', '', `${dayAndTime(one.at).slice(0, 11)} · ${one.subject}`),
        make('p', 'note', `${one.to}${sent}`), make('pre', '', one.body), raw);
      return letter;
    }));
    if (messages.length === 0) box.append(make('p', 'note', 'Писем нет'));
  });
};
