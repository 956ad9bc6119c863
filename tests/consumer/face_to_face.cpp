// A file that uses the compiled library and asks a header-only one for an object: they do not link.
#include <arrayreel/nbimage.hpp>

arrayreel::encoded picture_of_other();

int main() { return picture_of_other().bytes.empty() ? 1 : 0; }
