// The portal's small script; every page works without it.
(() => {
  const on = (name, run, early) => document.addEventListener(name, run, early);
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const up = (e, selector) => e.target.closest?.(selector);
  const signIn = byId('sign-in');
  const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

  // Double submit: the second is stopped, the pressed button rests until the answer.
  const rest = (form) => {
    delete form.dataset.busy;
    all(form, '[data-resting]').forEach((b) => { b.disabled = false; delete b.dataset.resting; });
  };
  const restAll = () => all(document, '[data-busy]').forEach(rest);
  on('submit', (e) => {
    const form = e.target, button = e.submitter;
    if (form.method !== 'post') return;
    if (form.dataset.busy) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    form.dataset.busy = 1;
    setTimeout(() => { if (button) { button.dataset.resting = 1; button.disabled = true; } });
    setTimeout(rest, 10000, form);
  }, true);
  addEventListener('pageshow', restAll);

  // Text size: at once, and nothing typed is lost.
  on('submit', (e) => {
    const form = e.target, button = e.submitter;
    if (!form.hasAttribute('data-text-size') || !button) return;
    e.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.append('size', button.value);
    document.documentElement.dataset.text = button.value;
    all(form, 'button').forEach((b) => b.setAttribute('aria-pressed', b === button));
    fetch(form.action, { method: 'POST', body, redirect: 'manual' }).finally(() => rest(form));
  });

  // IME: a search hears nothing until the characters stand.
  const searches = (e) => up(e, '[type=search], [data-search]');
  on('input', (e) => { if (e.isComposing && searches(e)) e.stopPropagation(); }, true);
  on('compositionend', (e) => { if (searches(e)) e.target.dispatchEvent(new Event('input', { bubbles: true })); });

  // Entry grid: Enter goes down, totals run
  const amount = (i) => i.dataset.total == 'rows' ? !!i.value : +i.value.normalize('NFKC').replace(/[,\s]/g, '') || 0;
  const total = (grid) => all(grid, '[data-sum]').forEach((out) => {
    const parts = all(grid, `[data-total="${out.dataset.sum}"]`);
    out.textContent = parts.reduce((sum, i) => sum + amount(i), 0).toLocaleString('zh-CN');
  });
  const totals = () => all(document, '[data-grid]').forEach(total);
  on('input', (e) => { const grid = up(e, '[data-grid]'); if (grid) total(grid); });
  on('keydown', (e) => {
    const grid = up(e, '[data-grid]'), cell = up(e, 'td');
    if (e.key !== 'Enter' || e.isComposing || e.keyCode === 229 || !grid || !cell || e.target.matches('textarea, button, a')) return;
    e.preventDefault();
    const row = cell.parentElement[e.shiftKey ? 'previousElementSibling' : 'nextElementSibling'];
    const next = row?.cells[cell.cellIndex]?.querySelector('input:not([type=hidden]), select, textarea');
    if (next) { next.focus(); next.select?.(); }
    else if (!e.shiftKey) grid.closest('form')?.querySelector('[type=submit]')?.focus();
  });

  // Toasts: good news leaves, bad news stays.
  const toast = (text, bad) => {
    const box = document.createElement('div');
    box.className = bad ? 'toast toast-error' : 'toast';
    box.textContent = text;
    if (bad) box.insertAdjacentHTML('beforeend', '<button type="button" class="link" data-close>关闭</button>');
    byId('toasts').append(box);
  };
  on('animationend', (e) => { if (e.target.matches('.toast')) e.target.remove(); });
  on('toast', (e) => toast(e.detail.text, e.detail.bad));

  // Dialogs: without script the link's own page does the work.
  const show = (dialog) => { if (dialog && !dialog.open) dialog.showModal(); };
  on('click', (e) => {
    const opener = up(e, '[data-dialog]'), dialog = opener && byId(opener.dataset.dialog);
    if (dialog) {
      e.preventDefault();
      if (!opener.hasAttribute('hx-get')) show(dialog);
    }
    const box = up(e, '[data-close]')?.closest('dialog, .toast');
    if (box) box.close ? box.close() : box.remove();
  });
  on('close-dialog', () => byId('dialog').close());

  // Signed in again elsewhere: forms take the new token.
  addEventListener('focus', async () => {
    if (!signIn.open) return;
    const page = parse(await (await fetch('/')).text());
    if (!page.querySelector('.person')) return;
    const token = '[name=csrf_token]';
    all(document, token).forEach((input) => { input.value = page.querySelector(token).value; });
    signIn.close();
    toast('已登录，请重新提交。');
  });

  // htmx: after a swap the focus goes where the work goes on.
  on('htmx:beforeRequest', (e) => {
    const { target, elt, xhr } = e.detail, active = document.activeElement;
    xhr.hadFocus = target.contains(active) || elt.contains(active);
  });
  on('htmx:afterRequest', restAll);
  on('htmx:beforeSwap', (e) => {
    const { xhr } = e.detail, said = xhr.status >= 400 && parse(xhr.responseText).querySelector('.error-page .lead');
    if (xhr.status === 401) show(signIn);
    else if (said || !e.detail.shouldSwap && xhr.status >= 400) toast(said?.textContent || '操作没有成功，请稍后再试。', true);
    if (said) e.detail.shouldSwap = false;
  });
  on('htmx:sendError', () => toast('网络不通，内容还在页面上，请检查网络后再试。', true));
  on('htmx:afterSettle', (e) => {
    const root = e.detail.elt, active = document.activeElement;
    show(root.closest('#dialog'));
    totals();
    const said = root.querySelector('[data-status]');
    if (said) byId('status').textContent = said.textContent;
    const lost = !active || active === document.body;
    const place = root.querySelector('.error-summary') || (lost && (root.querySelector('[autofocus], h1, h2, caption') || root));
    if (!place || !e.detail.xhr?.hadFocus) return;
    if (!place.matches('input, select, textarea')) place.tabIndex = -1;
    place.focus();
  });

  totals();
  document.querySelector('.error-summary')?.focus();
})();
