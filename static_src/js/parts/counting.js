// How many words are left in a note that has a limit. The screen shows every change; speech waits for a pause.
const PAUSE_MS = 1000

function wordsIn(text) {
  return (text.match(/\S+/g) ?? []).length
}

function leftInWords(left) {
  const count = Math.abs(left)
  return `You have ${count} word${count === 1 ? '' : 's'} ${left < 0 ? 'too many' : 'left'}`
}

for (const hint of document.querySelectorAll('[data-count-for]')) {
  const box = document.getElementById(hint.dataset.countFor)
  const spoken = document.createElement('div')
  spoken.className = 'govuk-visually-hidden'
  spoken.setAttribute('aria-live', 'polite')
  const seen = document.createElement('div')
  seen.className = 'app-count__left'
  seen.setAttribute('aria-hidden', 'true')
  hint.after(seen, spoken)
  hint.classList.add('govuk-visually-hidden')
  let pause
  const count = () => {
    const left = Number(box.dataset.maxWords) - wordsIn(box.value)
    seen.textContent = leftInWords(left)
    seen.classList.toggle('app-count__left--over', left < 0)
    clearTimeout(pause)
    pause = setTimeout(() => (spoken.textContent = seen.textContent), PAUSE_MS)
  }
  box.addEventListener('input', count)
  count()
}
