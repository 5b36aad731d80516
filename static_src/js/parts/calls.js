// Recording a call: finding somebody without leaving the page, keeping the line of what is settled true, and showing only
// what the answers so far ask. Without scripts all of it is there, and "Find" is a button that sends the form.
const form = document.querySelector('[data-line]')?.closest('form')

function valueOf(name) {
  return new FormData(form).get(name) ?? ''
}

// Finding ------------------------------------------------------------------------------------------------------------
const look = form?.querySelector('[data-look]')

function choiceOf(caller) {
  const item = form.querySelector('[data-caller]').content.firstElementChild.cloneNode(true)
  const [input, label, hint] = ['input', 'label', '.govuk-radios__hint'].map((each) => item.querySelector(each))
  input.id = label.htmlFor = `id_who_${caller.case}`
  hint.id = `${input.id}-hint`
  input.setAttribute('aria-describedby', hint.id)
  input.value = caller.case
  input.toggleAttribute('data-explain', caller.explain)
  label.textContent = caller.name
  hint.textContent = caller.note
  return item
}

// Those found stand first; whoever stood there before stays, and a choice that was made stays made.
function show(callers) {
  const list = form.querySelector('[data-callers]')
  const there = (caller) => list.querySelector(`input[value="${CSS.escape(caller.case)}"]`)?.closest('.govuk-radios__item')
  list.prepend(...callers.map((caller) => there(caller) ?? choiceOf(caller)))
}

async function find() {
  const said = look.querySelector('[data-look-said]')
  const asked = new FormData()
  for (const name of ['csrfmiddlewaretoken', 'find']) asked.set(name, valueOf(name))
  if (!asked.get('find').trim()) return
  said.textContent = 'Looking …'
  const answer = await fetch(look.dataset.look, { method: 'POST', body: asked, redirect: 'error' }).catch(() => null)
  if (!answer?.ok) {
    said.textContent = 'The search did not work. Press Find again; what you typed on this page is still here.'
    return
  }
  const { callers } = await answer.json()
  show(callers)
  const none = 'Nobody was found. Check the spelling, or try a first name, a number or a reference.'
  said.textContent = callers.length ? `${callers.length} found` : none
  // Only from here: whoever went on typing meanwhile would lose their words to a radio button.
  if (callers.length && look.contains(document.activeElement)) form.querySelector('[data-callers] input').focus()
}

if (look) {
  const button = look.querySelector('button')
  button.type = 'button'
  button.addEventListener('click', find)
  look.querySelector('input').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    find()
  })
}

// The line -----------------------------------------------------------------------------------------------------------
const line = form?.querySelector('[data-line]')
const began = Date.now()

function lasted() {
  const typed = valueOf('duration_minutes').trim()
  if (typed) return `${typed} minutes`
  const moved = valueOf('day') !== line.dataset.openedDay || valueOf('at') !== line.dataset.openedAt
  if (moved) return 'length not given'
  const minutes = Math.max(1, Math.round((Number(line.dataset.elapsed) + (Date.now() - began) / 1000) / 60))
  return `about ${minutes} minute${minutes === 1 ? '' : 's'} since you opened this page`
}

function whom() {
  if (form.elements.somebody_else?.checked) return 'somebody else'
  const chosen = form.querySelector('[name="who"]:checked')
  const named = chosen?.closest('.govuk-radios__item').querySelector('label').textContent.trim()
  return { new: valueOf('caller-given_name') || 'a new caller', anonymous: 'somebody', professional: 'a professional' }[chosen?.value] ?? named
}

function keepLine() {
  const said = {
    method: form.elements.method.selectedOptions[0]?.textContent,
    way: ['no_answer', 'left_message'].includes(valueOf('reached')) || valueOf('direction') === 'out' ? 'to' : 'from',
    who: form.querySelector('[data-who]') || form.elements.somebody_else?.checked ? whom() ?? 'them' : line.dataset.name,
    day: valueOf('day') === line.dataset.today ? 'today' : valueOf('day'),
    at: valueOf('at'),
    minutes: lasted()
  }
  for (const [name, text] of Object.entries(said)) {
    const part = line.querySelector(`[data-said="${name}"]`)
    if (text && part.textContent !== text) part.textContent = text
  }
}

// What is asked ------------------------------------------------------------------------------------------------------
// Nobody was reached: what was said is not asked, unless something is there already.
function keepAsked() {
  for (const part of form.querySelectorAll('[data-unasked]')) {
    const answered = part.querySelector('textarea').value.trim() || part.querySelector('input:checked')
    part.hidden = !answered && part.dataset.unasked.split(' ').includes(valueOf('reached'))
  }
  for (const part of form.querySelectorAll('[data-only]')) part.hidden = !part.dataset.only.split(' ').includes(valueOf('who'))
}

// Confidentiality stands open for whoever has not heard of it yet.
function keepExplained(chosen) {
  if (chosen?.name !== 'who') return
  form.querySelector('[data-part="confidentiality"]').open = chosen.hasAttribute('data-explain')
}

// What was chosen before this ran, or was put back by the browser, changed without telling anybody.
function keepChosen() {
  const chosen = form.querySelector('[name="who"]:checked')
  if (chosen && !chosen.defaultChecked) keepExplained(chosen)
}

if (form) {
  line.dataset.name = line.querySelector('[data-said="who"]').textContent
  const keep = () => (keepLine(), keepAsked())
  form.addEventListener('input', keep)
  form.addEventListener('change', (event) => (keep(), keepExplained(event.target)))
  window.addEventListener('pageshow', () => (keep(), keepChosen()))
  setInterval(keepLine, 15_000)
  keep()
  keepChosen()
}
