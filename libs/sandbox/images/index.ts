export { ensureImages, type ImageProgress } from './ensure-images.js';
export { findImageId, getImageId } from './find-image.js';
export { type ImageName } from './image-recipes.js';
export { ImageLibraries } from './image-libraries.js';
export { listImages } from './list-images.js';
