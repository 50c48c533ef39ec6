using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Journal;

/// <summary>
/// What one running Headroom has created and not removed yet. An entry is on disk before its thing exists, so that <c>headroom doctor</c>
/// can remove it after a kill -9.
/// <para>One file an owner, mode 0600, in one fixed folder; open and locked while its owner lives; deleted when all is crossed out. May be
/// used from several threads.</para>
/// </summary>
public sealed class OwnerJournal : IDisposable
{
    /// <summary>Every process that Headroom starts carries its owner's id under this name, and hands it on to what it starts.</summary>
    public const string OwnerVariable = "HEADROOM_OWNER";

    internal const string Extension = ".journal";
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly HashSet<int> _standing = [];
    private int _numbers, _marks;

    private OwnerJournal(string ownerId, FileStream file)
    {
        OwnerId = ownerId;
        _file = file;
    }

    /// <summary>The owner's pid, start and four random bytes.</summary>
    public string OwnerId { get; }

    /// <summary><c>$XDG_STATE_HOME/headroom/journal</c>, else below <c>~/.local/state</c>.</summary>
    public static string DefaultFolder()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (!Path.IsPathFullyQualified(state ?? ""))
            state = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state!, "headroom", "journal");
    }

    /// <summary>Starts a journal.</summary>
    /// <param name="folder">Made when missing, for its owner's eyes only.</param>
    /// <param name="owner">The process whose end makes the entries orphans: <see cref="ProcessStamp.Own"/>.</param>
    public static OwnerJournal Open(string folder, ProcessStamp owner)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Headroom needs Linux.");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var id = string.Create(
            CultureInfo.InvariantCulture, $"{owner.Pid}-{owner.Start}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var stream = new FileStream(Path.Combine(folder, id + Extension), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None, // the lock that tells a sweep in another container, where our pid means nothing, that we live
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        return new OwnerJournal(id, stream);
    }

    /// <summary>Writes an entry to disk; returns when it is there. To be called before the thing is created.</summary>
    /// <returns>The number to cross it out with.</returns>
    /// <exception cref="ArgumentException">A folder or database whose name would not let a sweep remove it.</exception>
    public int Add(JournalEntry entry)
    {
        if (entry.Refusal is { } refusal)
            throw new ArgumentException($"{entry} cannot be journalled: {refusal}.", nameof(entry));
        lock (_gate)
        {
            var number = ++_numbers;
            Write(new JournalLine(number, entry));
            _standing.Add(number);
            return number;
        }
    }

    /// <summary>Notes that the thing is gone.</summary>
    public void CrossOut(int number)
    {
        lock (_gate)
        {
            if (_standing.Remove(number))
                Write(new JournalLine(number, Added: null));
        }
    }

    /// <summary>A text that no other thing of any owner has.</summary>
    internal string NextMark() => string.Create(CultureInfo.InvariantCulture, $"{OwnerId}/{Interlocked.Increment(ref _marks)}");

    /// <summary>Closes the journal, and deletes its file unless something in it still stands.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_standing.Count == 0 && _file.CanWrite)
                File.Delete(_file.Name);
            _file.Dispose();
        }
    }

    /// <summary>The owner that a journal's file is named after; null for a foreign file.</summary>
    internal static ProcessStamp? OwnerOf(string path) =>
        Path.GetFileNameWithoutExtension(path).Split('-') is [var pid, var start, _]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new ProcessStamp(number, start) : null;

    private void Write(JournalLine line)
    {
        _file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, JournalJson.Default.JournalLine) + "\n"));
        _file.Flush(flushToDisk: true);
    }
}
