// Drawn for this widget on a grid of 24; the clip is a line.

export const CLOSE = "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z";
export const MENU = "M12 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4m0 7a2 2 0 1 1 0 4 2 2 0 0 1 0-4m0 7a2 2 0 1 1 0 4 2 2 0 0 1 0-4";
export const SEND = "M3 4l19 8-19 8 3-7 9-1-9-1z";
export const MICROPHONE =
  "M12 2a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V5a3 3 0 0 1 3-3M5 11h2a5 5 0 0 0 10 0h2a7 7 0 0 1-6 6.9V22h-2v-4.1A7 7 0 0 1 5 11";
export const CLIP = "M18 8.5v8a6 6 0 0 1-12 0V6.5a4 4 0 0 1 8 0v9.5a2 2 0 0 1-4 0V8.5";
export const COPY =
  "M8 2h10a2 2 0 0 1 2 2v12h-2V4H8zM4 6h10a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2m0 2v12h10V8z";
export const SPEAKER = "M3 9h4l5-5v16l-5-5H3zm11-1.5a5 5 0 0 1 0 9zm0-4.3a9 9 0 0 1 0 17.6v-2.1a7 7 0 0 0 0-13.4z";
export const THUMB = "M2 10h4v11H2zm6 0 4-8a3 3 0 0 1 3 3v4h5a2 2 0 0 1 2 2.3l-1.3 8A2 2 0 0 1 18.7 21H8z";
export const PERSON = "M12 3a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M3 21a9 7.5 0 0 1 18 0z";
export const SAVE = "M11 3h2v9l3.3-3.3 1.4 1.4L12 15.8 6.3 10.1l1.4-1.4L11 12zM4 18h16v3H4z";
export const BIN = "M9 3h6l1 2h4v2H4V5h4zM6 9h12l-1 12H7z";
export const SHIELD = "M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5zm-1 14 6-6-1.4-1.4L11 13.2l-2.6-2.6L7 12z";
export const PIN = "M12 2a7 7 0 0 1 7 7c0 5-7 13-7 13S5 14 5 9a7 7 0 0 1 7-7m0 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5";
export const LINK = "M5 4h6v2H6v12h12v-5h2v7H4V4zm9 0h6v6h-2V7.4l-7.3 7.3-1.4-1.4L16.6 6H14z";
export const PHONE = "M5 2h5l2 6-3 2a12 12 0 0 0 5 5l2-3 6 2v5a3 3 0 0 1-3 3A17 17 0 0 1 2 5a3 3 0 0 1 3-3";
export const PAPER = "M5 2h9l5 5v15H5zm8 2v5h4zM8 12v2h8v-2zm0 4v2h8v-2z";
