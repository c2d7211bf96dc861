"""A bare PySide6 window of so many visible widgets: ``python -m tests.bench.bare N`` prints seconds to shown."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QMainWindow, QWidget


def main() -> None:
    """Build, show, print."""
    ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    age = float(Path("/proc/uptime").read_text().split()[0]) - ticks / 100
    begun = time.monotonic() - age
    app = QApplication([])
    window, inside = QMainWindow(), QWidget()
    grid = QGridLayout(inside)
    for number in range(int(sys.argv[1])):
        grid.addWidget(QLabel(f"項目 {number}"), number // 8, number % 8)
    window.setCentralWidget(inside)
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(0, app.quit)
    app.exec()
    print(time.monotonic() - begun)


main()
