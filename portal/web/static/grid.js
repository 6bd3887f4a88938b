// Entry grids: a block from a spreadsheet fills the cells to the right and below, in rows of its own where they end; arrows go from number to number.
(() => {
  const at = (row, n) => row?.cells[n]?.querySelector(':is(input:not([type=hidden]), select, textarea):enabled');
  const cellOf = (it) => it.closest('[data-grid] tbody td');
  const key = (it) => it.type === 'checkbox' ? 'checked' : 'value';
  const put = ([it, value]) => { it[key(it)] = value; it.dispatchEvent(new Event('input', { bubbles: true })); };
  const ticks = { 是: true, 1: true, '✓': true, '√': true, 否: false, 0: false, '': false };
  let undo = [];

  // What a cell takes for these words; undefined where it cannot read them.
  const read = (it, word) => {
    if (it.type === 'checkbox') return ticks[word];
    if (it.type === 'date') return /^$|^\d{4}(-\d\d){2}/.exec(word.replace(/\D+(\d+)/g, (_, n) => `-${n.padStart(2, 0)}`))?.[0];
    const isIt = (o) => word ? [o.text, ...o.text.split(' ')].includes(word) : !o.value;
    return it.options ? [...it.options].find(isIt)?.value : word;
  };


  // One row more for what does not fit, while the form takes it (data-grid says how many); it keeps nothing but kinds and days.
  const grown = (row) => {
    const n = row.parentElement.rows.length;
    if (n >= +row.closest('[data-grid]').dataset.grid) return null;
    const next = row.cloneNode(true);
    next.querySelectorAll('.field-error, .before').forEach((it) => it.remove());
    for (const it of next.querySelectorAll('input, select, textarea, label')) {
      for (const name of ['id', 'name', 'for']) {
        if (it.hasAttribute(name)) it.setAttribute(name, it.getAttribute(name).replace(/-\d+-/, `-${n}-`));
      }
      for (const name of ['aria-invalid', 'aria-describedby']) it.removeAttribute(name);
      if (it.type === 'checkbox') it.checked = false;
      else if (/^text/.test(it.type)) it.value = '';
    }
    next.querySelector('.seq').textContent = n + 1;
    row.after(next);
    return next;
  };

  document.addEventListener('paste', (e) => {
    const start = document.activeElement, cell = cellOf(start);
    const text = e.clipboardData.getData('text').replace(/\r|\r?\n$/g, '');
    if (!cell || !(start.type === 'textarea' ? /\t/ : /\t|\n/).test(text)) return;
    e.preventDefault();
    let row = cell.parentElement, n = cell.cellIndex, lost = 0, isNext = false;
    const puts = [];
    for (const [, quoted, bare, end] of `${text}\n`.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n)/g)) {
      if (isNext) { row = row && (row.nextElementSibling ?? grown(row)); n = cell.cellIndex; }
      const word = (bare ?? quoted.replaceAll('""', '"')).trim(), it = at(row, n++), value = it && read(it, word);
      if (value !== undefined) puts.push([it, value]);
      else if (word) lost++;
      isNext = end === '\n';
    }
    undo = puts.map(([it]) => [it, it[key(it)]]);
    puts.forEach(put);
    const said = `已粘贴 ${puts.length} 格${lost ? `，${lost} 格没有位置或认不出` : ''}，Ctrl+Z 撤销粘贴`;
    document.dispatchEvent(new CustomEvent('toast', { detail: { text: said, bad: lost } }));
  });

  document.addEventListener('input', (e) => { if (e.isTrusted) undo = []; });
  document.addEventListener('keydown', (e) => {
    const it = e.target, cell = cellOf(it), step = { ArrowUp: 'previous', ArrowDown: 'next' }[e.key];
    if (!cell || e.isComposing) return;
    const next = it.matches('.number:not([list])') && at(cell.parentElement[`${step}ElementSibling`], cell.cellIndex);
    if (e.ctrlKey && e.key === 'z' && undo[0]) { e.preventDefault(); undo.splice(0).forEach(put); }
    else if (next) { e.preventDefault(); next.focus(); next.select?.(); }
  });
})();
