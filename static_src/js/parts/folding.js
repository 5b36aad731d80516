// On a small screen the menu and the filter fold away, each behind its button; without scripts they are simply there.
for (const toggle of document.querySelectorAll('[data-folds]')) {
  const folded = document.getElementById(toggle.getAttribute('aria-controls'))
  toggle.hidden = false
  toggle.addEventListener('click', () => {
    const open = toggle.getAttribute('aria-expanded') !== 'true'
    toggle.setAttribute('aria-expanded', String(open))
    folded.classList.toggle('app-folded--open', open)
  })
}
