! A picture of a field, and a movie of it, frame by frame, in Fortran.
program wave_in_fortran
  use, intrinsic :: iso_fortran_env, only: real64
  use arrayreel
  implicit none
  integer, parameter :: nx = 160, ny = 120
  real(real64) :: u(nx, ny) ! x to the right, y down
  type(arrayreel_movie) :: movie
  integer :: step

  call wave(0, u)
  call arrayreel_write_png('u.png', u, 'vsym; colormap=RdBu')

  call movie%open('u.mp4', 'vmin=-1; vmax=1; colormap=RdBu')
  do step = 0, 49
    call wave(step, u)
    call movie%push(u) ! encoded at once: memory does not grow
  end do
  call movie%finish() ! now u.mp4 is there, whole
  call movie%close()

contains

  ! Values from -1 to 1.
  subroutine wave(step, u)
    integer, intent(in) :: step
    real(real64), intent(out) :: u(:, :)
    integer :: x, y
    do y = 1, size(u, 2)
      do x = 1, size(u, 1)
        u(x, y) = sin(0.1_real64 * (x - 1) - 0.2_real64 * step) * cos(0.06_real64 * (y - 1))
      end do
    end do
  end subroutine wave

end program wave_in_fortran
