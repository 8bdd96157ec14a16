# Finds nvcc and enables the CUDA language; KVSCOPE_CUDA says whether device code is built.
set(KVSCOPE_CUDA OFF)
set(KVSCOPE_CUDA_ARCHITECTURES "90" CACHE STRING "Device architectures; release builds take all that are supported")
if(NOT KVSCOPE_WITH_CUDA)
  return()
endif()

# check_language looks only at CUDACXX and PATH.
find_program(KVSCOPE_NVCC nvcc
  HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin)
if(NOT KVSCOPE_NVCC)
  message(STATUS "nvcc was not found: the build is for the CPU only")
  return()
endif()

# Without cuBLAS there is nothing to build: find_package(CUDAToolkit) of CMake 3.25 stumbles over CUDA 13, so it is looked up by name.
get_filename_component(KVSCOPE_CUDA_ROOT ${KVSCOPE_NVCC} REALPATH)
get_filename_component(KVSCOPE_CUDA_ROOT ${KVSCOPE_CUDA_ROOT}/../.. ABSOLUTE)
find_library(KVSCOPE_CUBLASLT cublasLt HINTS ${KVSCOPE_CUDA_ROOT} PATH_SUFFIXES lib64 lib targets/x86_64-linux/lib)
if(NOT KVSCOPE_CUBLASLT)
  message(STATUS "nvcc was found but cuBLAS was not: the build is for the CPU only")
  return()
endif()

set(CMAKE_CUDA_COMPILER ${KVSCOPE_NVCC})
set(CMAKE_CUDA_ARCHITECTURES ${KVSCOPE_CUDA_ARCHITECTURES})
enable_language(CUDA)
# CMake 3.25.1 does not know this compiler's flag for C++20 yet.
if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
endif()
set(KVSCOPE_CUDA ON)
