// Questions that one answer asks next. Without scripts they are all shown, and the server forgets those not asked.
// Nothing is said by aria-expanded, which radios may not carry: the question comes next in the reading order.
function showWhatIsAsked(group) {
  for (const control of group.querySelectorAll('[data-reveal]')) {
    const more = document.getElementById(control.dataset.reveal)
    if (more) more.hidden = !control.checked
  }
}

// "None of these" and the others cannot both be true.
function keepExclusive(group, changed) {
  if (changed.type !== 'checkbox' || !changed.checked) return
  const alone = 'exclusive' in changed.dataset
  for (const other of group.querySelectorAll('input[type="checkbox"]')) {
    const clashes = other !== changed && other.name === changed.name && (alone || 'exclusive' in other.dataset)
    if (clashes) other.checked = false
  }
}

for (const group of document.querySelectorAll('[data-reveals]')) {
  showWhatIsAsked(group)
  group.addEventListener('change', (event) => {
    keepExclusive(group, event.target)
    showWhatIsAsked(group)
  })
}
// A browser puts old answers back after the page is drawn, without a change event.
window.addEventListener('pageshow', () => document.querySelectorAll('[data-reveals]').forEach(showWhatIsAsked))
