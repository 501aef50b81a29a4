// A module that came as text, as the pane's own script did.

/** What a module gives by default. */
export async function moduleOf(text: DataView): Promise<any> {
  const script = new Blob([text as BlobPart], { type: "text/javascript" });
  const url = URL.createObjectURL(script);
  try {
    return (await import(/* @vite-ignore */ url)).default;
  } finally {
    URL.revokeObjectURL(url);
  }
}
