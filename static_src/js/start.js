// Runs before the page is drawn, so that what scripts will hide is not seen first.
document.documentElement.classList.add('js-enabled')
