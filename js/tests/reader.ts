// The reader of all tests; those of how others read have readers of their own.

Object.defineProperty(navigator, "language", {
  configurable: true,
  get: () => "en-GB",
});
