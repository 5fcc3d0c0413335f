// Shows the API beside this file. Nothing is loaded from elsewhere, nothing is kept.
const folder = new URL('.', document.currentScript.src);
window.SwaggerUIBundle({
  url: new URL('../openapi.json', folder).href,
  dom_id: '#page',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
});
