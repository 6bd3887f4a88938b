// Keys of the desk, listed at /t/<unit>/keys; every page works without them.
(() => {
  const places = { h: '', a: 'activities/', t: 'trainees/', v: 'volunteers/', r: 'returns/', s: 'reports/rollup', c: 'circulars/' };
  const find = (selector, root = document) => root.querySelector(selector);
  const table = find('a[data-keys]');
  const unit = table && new URL('../', table.href).pathname;
  const isOff = () => document.cookie.split('; ').includes('keys=off');
  const typing = (it) => it.closest('input, select, textarea, [contenteditable], dialog[open]');
  let waiting = 0;

  const go = (path) => { location.assign(unit + path); };
  const goByMenu = (path) => { if (find(`.side a[href="${unit + path}"]`)) go(path); };

  // The table stands in a dialog; its own page stays behind the link.
  const list = async () => {
    const dialog = find('#dialog'), body = find('#dialog-body');
    if (dialog.open) return;
    const text = await fetch(table.href).then((answer) => answer.text(), () => '');
    const rows = find('[data-keys-table]', new DOMParser().parseFromString(text, 'text/html'));
    if (!rows) { location.assign(table.href); return; }
    const head = document.createElement('h2'), close = document.createElement('button'), buttons = document.createElement('div');
    head.textContent = '快捷键';
    close.className = 'button';
    close.type = 'button';
    close.dataset.close = '';
    close.textContent = '关闭';
    buttons.className = 'buttons';
    buttons.append(close);
    body.replaceChildren(head, rows, buttons);
    if (!dialog.open) dialog.showModal();
  };

  const row = (step) => {
    const links = [...document.querySelectorAll('main tbody tr')].map((tr) => find('.key a, .ops a, a', tr)).filter(Boolean);
    const at = links.findIndex((link) => link.closest('tr') === document.activeElement.closest('tr'));
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (next) next.focus();
  };

  const keys = {
    '?': list,
    '/': () => {
      const search = find('main [type=search]') || find('.bar [type=search]');
      if (search && search.checkVisibility()) search.focus(); else go('find/');
    },
    n: () => find('.page-actions .button-primary')?.click(),
    e: () => [...document.querySelectorAll(':is(.page-actions, .panel-head) a')].find((link) => /^(修改|编辑)/.test(link.textContent.trim()))?.click(),
    j: () => row(1),
    k: () => row(-1),
  };

  document.addEventListener('keydown', (e) => {
    if (!table || isOff() || e.isComposing || e.keyCode === 229 || e.altKey || e.metaKey || e.repeat) return;
    if (e.ctrlKey) {
      const form = e.key === 'Enter' && e.target.closest('form');
      if (form) { e.preventDefault(); form.requestSubmit(find('[type=submit], button:not([type])', form)); }
      return;
    }
    if (typing(e.target)) return;
    const follows = Date.now() - waiting < 1500;
    waiting = e.key === 'g' && !follows ? Date.now() : 0;
    if (follows && Object.hasOwn(places, e.key)) { e.preventDefault(); goByMenu(places[e.key]); }
    else if (Object.hasOwn(keys, e.key)) { e.preventDefault(); keys[e.key](); }
  });
})();
