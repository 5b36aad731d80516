// On a small screen the navigation folds away behind one button; without scripts it is simply there.
for (const toggle of document.querySelectorAll('[data-nav-toggle]')) {
  const list = document.getElementById(toggle.getAttribute('aria-controls'))
  toggle.hidden = false
  toggle.addEventListener('click', () => {
    const open = toggle.getAttribute('aria-expanded') !== 'true'
    toggle.setAttribute('aria-expanded', String(open))
    list.classList.toggle('app-nav__list--open', open)
  })
}
