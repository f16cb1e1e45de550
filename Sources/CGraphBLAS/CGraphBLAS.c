#include "CGraphBLAS.h"
