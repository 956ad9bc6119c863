// The check as C++.
#include "interface_check.c"
