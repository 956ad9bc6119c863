// Part of the compiled library arrayreel-core: tables of numbers, texts and pictures.
#include <arrayreel/table.ipp>
