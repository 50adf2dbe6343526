"""A copy of the source with the build's objects. What is built here disturbs no other run, nor another this one; a
mutant takes a second to compile; and tutti, else static, is linked so that the shim can be loaded into it."""
import os
import shutil
import subprocess


class Workshop:
    def __init__(self, source, build, folder):
        self.source, self.folder = source, os.path.join(folder, 'workshop')
        self.build = os.path.join(self.folder, 'build')
        self.bin = os.path.join(self.build, 'bin')
        os.mkdir(self.folder)
        for name in ('Makefile', 'lib', 'cmd', 'share'):
            subprocess.run(['cp', '-a', os.path.join(source, name), self.folder], check=True)
        subprocess.run(['cp', '-a', build, self.build], check=True)
        os.unlink(os.path.join(self.bin, 'tutti'))
        self.make('all')        # and what has been edited since that build

    def make(self, target):
        subprocess.run(['make', '-s', '-C', self.folder, f'O={self.build}', 'RUNNER=', target], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, 'MAKEFLAGS': ''})

    def plant(self, mutant):
        """Builds the mutant; False if the source no longer has the line."""
        path = os.path.join(self.folder, mutant.file)
        with open(path) as f:
            text = f.read()
        if text.count(mutant.old) != 1:
            return False
        with open(path, 'w') as f:
            f.write(text.replace(mutant.old, mutant.new))
        self.make(f'{self.build}/bin/{mutant.program}')
        return True

    def heal(self, mutant):
        os.unlink(os.path.join(self.folder, mutant.file))
        shutil.copy(os.path.join(self.source, mutant.file), os.path.join(self.folder, mutant.file))
