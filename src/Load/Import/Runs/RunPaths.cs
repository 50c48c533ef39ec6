namespace Headroom.Load.Import.Runs;

/// <summary>A file to look at.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Source">How results name it: below a folder, relative to it.</param>
/// <param name="IsNamed">Whether it was given by its name; else it was found in a folder.</param>
/// <param name="IsOwn">Whether Headroom wrote it into the folder of a run, where it was found.</param>
internal sealed record RunPath(string Path, string Source, bool IsNamed, bool IsOwn = false);

/// <summary>The files that paths mean: a file is itself, a folder all that is in it, in the order of their names.</summary>
internal static class RunPaths
{
    /// <summary>A folder of more files (a count) is no folder of runs.</summary>
    public const int MostFiles = 10_000;

    /// <summary>Folders within folders that are looked into (a count).</summary>
    public const int MostDepth = 16;

    /// <summary>The files, each once.</summary>
    /// <param name="paths">As they were given.</param>
    /// <exception cref="ImportException">A path is not there, cannot be read, or holds too much.</exception>
    public static IReadOnlyList<RunPath> Of(IReadOnlyList<string> paths)
    {
        List<RunPath> files = [];
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                Walk(path, path, paths.Count == 1 ? "" : path, run: null, depth: 0, files);
            }
            else if (Path.Exists(path))
            {
                files.Add(new RunPath(path, path, IsNamed: true));
            }
            else
            {
                throw new ImportException($"{path}: no such file or folder; expected results of a load tool, or a folder of them");
            }
        }

        return [.. files.DistinctBy(static file => Path.GetFullPath(file.Path))
            .OrderBy(static file => file.Source, StringComparer.Ordinal)];
    }

    // Links are left out: they may lead out of the folder, or in a circle. What has no length is empty, or a pipe that nobody writes to.
    private static void Walk(string root, string folder, string prefix, string? run, int depth, List<RunPath> files)
    {
        if (depth > MostDepth)
        {
            throw new ImportException($"{folder}: more than {MostDepth} folders within each other; expected a folder of runs");
        }

        var own = OwnDocuments.IsRun(folder) ? folder : run;
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .OrderBy(static entry => entry.Name, StringComparer.Ordinal))
            {
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    continue;
                }

                var path = Path.Combine(folder, entry.Name);
                if (entry is DirectoryInfo)
                {
                    Walk(root, path, prefix, own, depth + 1, files);
                }
                else if (entry is FileInfo { Length: > 0 })
                {
                    var source = Path.Combine(prefix, Path.GetRelativePath(root, path));
                    files.Add(new RunPath(path, source, IsNamed: false, own is not null && OwnDocuments.Holds(own, path)));
                    if (files.Count > MostFiles)
                    {
                        throw new ImportException($"{root}: more than {MostFiles} files; expected a folder of runs, or one of its folders");
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{folder}: {e.Message.TrimEnd('.')}; expected a folder that can be read");
        }
    }
}
