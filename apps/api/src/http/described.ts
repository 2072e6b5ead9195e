import type * as Swagger from '@nestjs/swagger';

type Library = typeof Swagger;
type Names =
  | 'ApiBearerAuth'
  | 'ApiExcludeController'
  | 'ApiExtension'
  | 'ApiHeader'
  | 'ApiOperation'
  | 'ApiResponse'
  | 'ApiSecurity'
  | 'ApiTags';
type Decorator = ClassDecorator & MethodDecorator;
/** A class, or a class's prototype with a method's name and descriptor. */
type Place = [target: object, key?: string | symbol, descriptor?: object];

const remarks: ((library: Library) => void)[] = [];

/** The decorator of that name, which takes effect when the document is made. */
function described<Name extends Names>(name: Name) {
  return (...said: Parameters<Library[Name]>): Decorator => {
    const note = (...place: Place): void => {
      remarks.push((library) => {
        const make = library[name] as (...said: Parameters<Library[Name]>) => (...place: Place) => void;
        make(...said)(...place);
      });
    };
    return note;
  };
}

/**
 * What controllers say about their routes for the API's document: the decorators of `@nestjs/swagger` by their names.
 * They only note it, since loading that library is a seventh of the API's start and few ever ask for the document.
 */
export const ApiBearerAuth = described('ApiBearerAuth');
export const ApiExcludeController = described('ApiExcludeController');
export const ApiExtension = described('ApiExtension');
export const ApiHeader = described('ApiHeader');
export const ApiOperation = described('ApiOperation');
export const ApiResponse = described('ApiResponse');
export const ApiSecurity = described('ApiSecurity');
export const ApiTags = described('ApiTags');

/** Writes down what was noted so far where the library looks for it, in the order it was said. */
export function applyDescriptions(library: Library): void {
  for (const remark of remarks.splice(0)) remark(library);
}
