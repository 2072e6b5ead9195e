export { ensureImages, type ImageProgress } from './ensure-images.js';
export { findImageId, getImageId } from './find-image.js';
export { type ImageName } from './image-recipes.js';
export { listImages } from './list-images.js';
export { readImageLibraries } from './read-image-libraries.js';
