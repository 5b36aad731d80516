// After a refused form: the list of what was wrong is read out first, and each line of it leads to its control.
function controlOf(link) {
  return document.getElementById(decodeURIComponent(link.hash.slice(1)))
}

// The question is scrolled to as well as the control: seen alone, a radio does not say what it answers.
function questionOf(control) {
  const legend = control.closest('fieldset')?.querySelector('legend')
  return legend ?? document.querySelector(`label[for="${CSS.escape(control.id)}"]`) ?? control
}

for (const summary of document.querySelectorAll('[data-error-summary]')) {
  summary.focus()
  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]')
    const control = link && controlOf(link)
    if (!control) return
    event.preventDefault()
    questionOf(control).scrollIntoView()
    control.focus({ preventScroll: true })
  })
}
