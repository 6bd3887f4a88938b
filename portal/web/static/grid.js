// Entry grids: a block from a spreadsheet fills the cells to the right and below; arrows go from number to number.
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

  document.addEventListener('paste', (e) => {
    const start = document.activeElement, cell = cellOf(start);
    const text = e.clipboardData.getData('text').replace(/\r|\r?\n$/g, '');
    if (!cell || !(start.type === 'textarea' ? /\t/ : /\t|\n/).test(text)) return;
    e.preventDefault();
    let row = cell.parentElement, n = cell.cellIndex, lost = 0;
    const puts = [];
    for (const [, quoted, bare, end] of `${text}\n`.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n)/g)) {
      const word = (bare ?? quoted.replaceAll('""', '"')).trim(), it = at(row, n++), value = it && read(it, word);
      if (value !== undefined) puts.push([it, value]);
      else if (word) lost++;
      if (end === '\n') { row = row?.nextElementSibling; n = cell.cellIndex; }
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
