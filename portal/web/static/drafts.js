// Nothing typed is lost: a form leaves when server and session are there, a page with something typed is not left unasked.
(() => {
  const typed = new Set();
  let leaving = null;
  const isReal = (form) => form?.getAttribute('method') === 'post' && !form.matches('[hx-post], .filter, [role=search]');
  const say = (text) => document.dispatchEvent(new CustomEvent('toast', { detail: { text, bad: true } }));
  const rest = (form) => {  // as app.js does it: the button can be pressed again
    delete form.dataset.busy;
    form.querySelectorAll('[data-resting]').forEach((b) => { b.disabled = false; delete b.dataset.resting; });
  };

  const ask = async () => {
    const waiting = new AbortController(), clock = setTimeout(() => waiting.abort(), 3000);
    const answer = await fetch('/present', { cache: 'no-store', signal: waiting.signal }).catch(() => null);
    clearTimeout(clock);
    return answer?.status;
  };

  document.addEventListener('submit', async (e) => {
    const form = e.target, button = e.submitter;
    if (e.defaultPrevented || !isReal(form)) return;
    if (leaving === form) { leaving = null; typed.delete(form); return; }
    e.preventDefault();
    const status = await ask();
    rest(form);
    if (!status) say('网络不通，内容还在页面上，请检查网络后再试。');
    else if (status === 401) document.querySelector('#sign-in').showModal();
    else { leaving = form; form.requestSubmit(button); }
  });

  document.addEventListener('input', (e) => {
    const form = e.target.form;
    if (isReal(form)) typed.add(form);
  });
  addEventListener('beforeunload', (e) => {
    if (![...typed].some((form) => form.isConnected)) return;
    e.preventDefault();
    e.returnValue = true;  // older browsers look at this alone
  });
})();
