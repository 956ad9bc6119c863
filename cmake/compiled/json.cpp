// Part of the compiled library arrayreel-json: charts and outputs of notebooks, as JSON.
#include <arrayreel/notebook.ipp>
#include <arrayreel/vega.ipp>
