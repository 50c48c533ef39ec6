namespace Headroom.Cli.Audits;

/// <summary>The commit that a working tree is at, read from the files of its repository: no git needs to be installed.</summary>
/// <remarks>
/// <b>Source:</b> gitrepository-layout(5). The <c>.git</c> of a linked worktree and of a submodule is a file that names a folder
/// (<c>gitdir:</c>); that of a worktree has a HEAD of its own, and names in <c>commondir</c> the folder that holds the branches.
/// </remarks>
internal static class GitCommit
{
    private const string Link = "gitdir: ", Symbolic = "ref: ";

    /// <summary>The commit of the working tree around a folder; null where there is none, or none yet.</summary>
    public static string? Of(string folder)
    {
        for (var current = new DirectoryInfo(Path.GetFullPath(folder)); current is not null; current = current.Parent)
        {
            if (RepositoryOf(current.FullName) is { } repository)
            {
                return Head(repository);
            }
        }

        return null;
    }

    private static string? RepositoryOf(string tree)
    {
        var git = Path.Combine(tree, ".git");
        return Directory.Exists(git) ? git
            : ReadLine(git) is { } link && link.StartsWith(Link, StringComparison.Ordinal) ? Path.GetFullPath(link[Link.Length..], tree)
            : null;
    }

    private static string? Head(string repository)
    {
        var head = ReadLine(Path.Combine(repository, "HEAD"));
        if (head?.StartsWith(Symbolic, StringComparison.Ordinal) != true)
        {
            return head;
        }

        var reference = head[Symbolic.Length..];
        var common = ReadLine(Path.Combine(repository, "commondir")) is { } shared ? Path.GetFullPath(shared, repository) : repository;
        return ReadLine(Path.Combine(repository, reference)) ?? ReadLine(Path.Combine(common, reference)) ?? Packed(common, reference);
    }

    private static string? Packed(string repository, string reference) =>
        File.Exists(Path.Combine(repository, "packed-refs"))
            ? File.ReadLines(Path.Combine(repository, "packed-refs"))
                .FirstOrDefault(line => line.EndsWith(" " + reference, StringComparison.Ordinal))?.Split(' ')[0]
            : null;

    private static string? ReadLine(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault()?.Trim() : null;
}
