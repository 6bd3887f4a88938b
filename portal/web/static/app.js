// The portal's small script: double-submit guard, focus after a swap, silence while the IME composes,
// the entry grid's keyboard and totals, dialogs, toasts. Every page works without it.
(() => {
  'use strict';
  const on = (name, run, capture) => document.addEventListener(name, run, capture);
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  // Double submit: the second one is stopped, the pressed button rests until the answer.
  const rest = (form) => {
    delete form.dataset.busy;
    all(form, 'button[data-resting]').forEach((b) => { b.disabled = false; delete b.dataset.resting; });
  };
  on('submit', (e) => {
    const form = e.target, button = e.submitter;
    if (form.method !== 'post') return;
    if (form.dataset.busy) { e.preventDefault(); e.stopImmediatePropagation(); return; }
    form.dataset.busy = 1;
    setTimeout(() => { if (button) { button.dataset.resting = 1; button.disabled = true; } });
    setTimeout(() => rest(form), 10000);
  }, true);
  const restAll = () => all(document, 'form[data-busy]').forEach(rest);
  addEventListener('pageshow', restAll);

  // Text size: at once and without losing what was typed.
  on('submit', (e) => {
    const form = e.target;
    if (!form.hasAttribute('data-text-size') || !e.submitter) return;
    e.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.append('size', e.submitter.value);
    document.documentElement.dataset.text = e.submitter.value;
    all(form, 'button').forEach((b) => b.setAttribute('aria-pressed', b === e.submitter));
    fetch(form.action, { method: 'POST', body, redirect: 'manual' }).finally(() => rest(form));
  });

  // IME: a search hears nothing until the characters stand.
  const searches = (e) => e.target.matches?.('[type=search], [data-search]');
  on('input', (e) => { if (e.isComposing && searches(e)) e.stopPropagation(); }, true);
  on('compositionend', (e) => { if (searches(e)) e.target.dispatchEvent(new Event('input', { bubbles: true })); });

  // Entry grid: Enter and the arrows walk a column, totals run along.
  const amount = (input) => Number(input.value.normalize('NFKC').replace(/[,\s]/g, '')) || 0;
  const total = (grid) => all(grid, 'tfoot [data-sum]').forEach((out) => {
    const parts = all(grid, `[data-total="${out.dataset.sum}"]`);
    out.textContent = parts.reduce((sum, input) => sum + amount(input), 0).toLocaleString('zh-CN');
  });
  const gridOf = (e) => e.target.closest?.('table[data-grid]');
  const totals = (root) => all(root, 'table[data-grid]').forEach(total);
  on('input', (e) => { const grid = gridOf(e); if (grid) total(grid); });
  on('keydown', (e) => {
    const grid = gridOf(e), cell = e.target.closest?.('td');
    if (!grid || !cell || e.isComposing || e.keyCode === 229 || e.target.matches('textarea, button, a')) return;
    const down = e.key === 'Enter' ? !e.shiftKey : e.key === 'ArrowDown';
    const plain = e.target.matches('input:not([type=date], [type=time], [type=radio], [type=month])');
    if (e.key !== 'Enter' && !(plain && /^Arrow(Up|Down)$/.test(e.key))) return;
    e.preventDefault();
    const row = cell.parentElement[down ? 'nextElementSibling' : 'previousElementSibling'];
    const next = row?.cells[cell.cellIndex]?.querySelector('input:not([type=hidden]), select, textarea');
    if (next) { next.focus(); next.select?.(); }
    else if (down) grid.closest('form')?.querySelector('[data-add-row]')?.focus();
  });

  // Dialogs: [data-dialog=ID] opens, [data-close] closes; without script the link's own page does the work.
  const show = (dialog) => { if (dialog && !dialog.open) dialog.showModal(); };
  on('click', (e) => {
    const opener = e.target.closest?.('[data-dialog]');
    if (opener && byId(opener.dataset.dialog)) {
      if (!opener.hasAttribute('hx-get')) show(byId(opener.dataset.dialog));
      e.preventDefault();
    }
    const box = e.target.closest?.('[data-close]')?.closest('dialog, .toast');
    if (box) box.close ? box.close() : box.remove();
  });
  on('close-dialog', () => byId('dialog').close());

  // Toasts: good news leaves by itself, bad news stays until closed.
  const toast = (text, bad) => {
    const box = document.createElement('div');
    box.className = bad ? 'toast toast-error' : 'toast';
    box.textContent = text;
    if (bad) box.insertAdjacentHTML('beforeend', '<button type="button" class="link" data-close>关闭</button>');
    byId('toasts').append(box);
  };
  on('animationend', (e) => { if (e.target.matches('.toast')) e.target.remove(); });
  on('toast', (e) => toast(e.detail.text, e.detail.bad));

  // htmx: after a swap the focus goes where the work goes on; nothing else moves it.
  on('htmx:beforeRequest', (e) => {
    const { target, elt, xhr } = e.detail;
    xhr.hadFocus = target.contains(document.activeElement) || elt.contains(document.activeElement);
  });
  on('htmx:afterRequest', restAll);
  on('htmx:afterSettle', (e) => {
    const root = e.detail.elt;
    show(root.closest('#dialog'));
    totals(document);
    const said = root.querySelector('[data-status]');
    if (said) byId('status').textContent = said.textContent;
    const lost = !document.activeElement || document.activeElement === document.body;
    const summary = root.querySelector('.error-summary');
    const place = summary || (lost && (root.querySelector('[autofocus], h1, h2, caption') || root));
    if (!place || !e.detail.xhr?.hadFocus) return;
    if (!place.matches('input, select, textarea')) place.tabIndex = -1;
    place.focus();
  });
  on('htmx:responseError', (e) => {
    const { status } = e.detail.xhr;
    if (status === 401) show(byId('sign-in'));
    else toast(status === 403 ? '您没有这项权限。' : status === 404 ? '没有找到，可能已被移走。请刷新页面。' : '操作没有成功，请稍后再试。', true);
  });
  on('htmx:sendError', () => toast('网络不通，内容还在页面上，请检查网络后再试。', true));

  totals(document);
  all(document, '.error-summary').forEach((box) => box.focus());
})();
