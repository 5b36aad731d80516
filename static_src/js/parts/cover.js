// Hides the page while somebody walks by, on a home visit or at a shared desk. It is a cover, not a lock.
const cover = document.getElementById('screen-hidden')
if (cover) {
  for (const button of document.querySelectorAll('[data-hide-screen]')) {
    button.hidden = false
    button.addEventListener('click', () => cover.showModal())
  }
  cover.querySelector('[data-show-screen]').addEventListener('click', () => cover.close())
}
