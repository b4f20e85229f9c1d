/** The script of a report: the heads of the table of tests sort it; a second time, the other way round. */
export const REPORT_SCRIPT = `
const table = document.querySelector('#tests table');
const heads = [...table.tHead.rows[0].cells];
const keyOf = (body, column) => body.rows[0].cells[column].dataset.sort ?? body.rows[0].cells[column].textContent;
const { compare } = new Intl.Collator('en', { numeric: true });
const order = (a, b) => (isNaN(a) || isNaN(b) || a === '' || b === '' ? compare(a, b) : a - b);
heads.forEach((head, column) => {
  const button = document.createElement('button');
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const bodies = [...table.tBodies].map((body) => ({ body, key: keyOf(body, column) }));
    bodies.sort((a, b) => (down ? order(b.key, a.key) : order(a.key, b.key)));
    table.append(...bodies.map(({ body }) => body));
  });
});
`;
