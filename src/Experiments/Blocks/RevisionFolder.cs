using System.Security.Cryptography;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Blocks;

/// <summary>The files of a git revision in a temporary folder of their own; the repository that they come from is only read.</summary>
public sealed class RevisionFolder : IDisposable
{
    private static readonly TimeSpan s_askLimit = TimeSpan.FromSeconds(30), s_copyLimit = TimeSpan.FromMinutes(5);

    private readonly OwnerJournal _journal;
    private readonly int _entry;
    private readonly string _path;

    private RevisionFolder(OwnerJournal journal)
    {
        _journal = journal;
        _path = Path.Combine(Path.GetTempPath(), $"headroom-rev-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        _entry = journal.Add(new JournalEntry.Folder(_path));
    }

    /// <summary>The folder in it that stands where the caller's folder stands in the repository.</summary>
    public string WorkingDirectory { get; private set; } = "";

    /// <summary>The commit.</summary>
    public string Commit { get; private set; } = "";

    /// <summary>Checks the revision out.</summary>
    /// <param name="from">A folder in the repository.</param>
    /// <param name="revision">What git understands as a commit: a hash, a branch, a tag.</param>
    /// <param name="journal">Where the folder is written down before it is made.</param>
    /// <param name="time">The clock of the limits.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RevisionException">There is no such revision, no repository, no git, or no room.</exception>
    public static async Task<RevisionFolder> CheckOutAsync(
        string from, string revision, OwnerJournal journal, TimeProvider time, CancellationToken cancellation)
    {
        var root = await GitAsync(["-C", from, "rev-parse", "--show-toplevel"], s_askLimit);
        var prefix = await GitAsync(["-C", from, "rev-parse", "--show-prefix"], s_askLimit);
        var commit = await GitAsync(
            ["-C", root, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}"], s_askLimit);
        var folder = new RevisionFolder(journal);
        try
        {
            await GitAsync(["clone", "--quiet", "--shared", "--no-checkout", root, folder._path], s_copyLimit);
            await GitAsync(["-C", folder._path, "checkout", "--quiet", "--detach", commit], s_copyLimit);
            (folder.Commit, folder.WorkingDirectory) = (commit, Path.Combine(folder._path, prefix));
            return Directory.Exists(folder.WorkingDirectory) ? folder : throw new RevisionException($"{revision} has no folder {prefix}");
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        async Task<string> GitAsync(IReadOnlyList<string> arguments, TimeSpan limit)
        {
            var (code, output) = await ShortCommand.RunAsync(new ChildStart("git", arguments), limit, time, cancellation);
            return code switch
            {
                0 => output.Trim(),
                127 => throw new RevisionException($"git does not start: {output}"),
                _ when output.Trim().Length == 0 => throw new RevisionException($"{revision} is no revision of {from}"),
                _ => throw new RevisionException($"git {string.Join(' ', arguments)}: {output.Trim()}"),
            };
        }
    }

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        if (OwnedFolder.TryDelete(_path) is null)
        {
            _journal.CrossOut(_entry);
        }
    }
}

/// <summary>A git revision cannot be had.</summary>
public sealed class RevisionException(string message) : Exception(message);
