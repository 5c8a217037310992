namespace Longhaul.Processes;

/// <summary>What the child has open: three standard streams and nothing else. -1 stands for /dev/null.</summary>
internal readonly record struct SpawnFiles(string WorkingDirectory, int Input, int Output, int Error);
