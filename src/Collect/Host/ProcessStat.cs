using System.Globalization;

namespace Headroom.Collect.Host;

/// <summary>One process as the kernel shows it.</summary>
/// <remarks><b>Source:</b> proc_pid_stat(5). What vanishes while it is read counts as gone.</remarks>
/// <param name="Pid">Its number.</param>
/// <param name="Parent">The pid of its parent; 1 or that of a reaper for an orphan.</param>
/// <param name="Session">The session that it belongs to: the pid of the session's first process.</param>
/// <param name="HasEnded">It has ended and waits to be reaped; it holds nothing any more.</param>
/// <param name="OwnTicks">Processor time that it has used, in clock ticks.</param>
/// <param name="TicksWithEnded">The same with that of the ended children that it waited for.</param>
/// <param name="Start">Clock ticks between boot and its start.</param>
public sealed record ProcessStat(int Pid, int Parent, int Session, bool HasEnded, long OwnTicks, long TicksWithEnded, ulong Start)
{
    // Fields 4, 6, 14 to 17 and 22 of the manual, counted from the state, which follows the command's name.
    private const int ParentField = 1, SessionField = 3, FirstTicksField = 11, StartField = 19;

    /// <summary>Processor time of the ended children that it waited for, with that of those they waited for in turn.</summary>
    public long TicksOfEnded => TicksWithEnded - OwnTicks;

    /// <summary>The process that has this pid now; null when there is none, or it cannot be seen.</summary>
    public static ProcessStat? Of(int pid)
    {
        try
        {
            return Parse(pid, File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All processes of this machine that can be seen. Reads one file a process.</summary>
    public static IReadOnlyList<ProcessStat> All() => [.. Pids().Select(Of).OfType<ProcessStat>()];

    /// <summary>The pids of all processes of this machine.</summary>
    public static IEnumerable<int> Pids() => Directory.EnumerateDirectories("/proc")
        .Select(static folder =>
            int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(static pid => pid > 0);

    /// <summary>Reads the text of the file; null when it is cut off.</summary>
    internal static ProcessStat? Parse(int pid, string text)
    {
        // The name stands in brackets and may hold anything, brackets and blanks too.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= StartField)
        {
            return null;
        }

        var ticks = fields[FirstTicksField..(FirstTicksField + 4)]
            .Select(static field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return new ProcessStat(
            pid,
            int.Parse(fields[ParentField], CultureInfo.InvariantCulture),
            int.Parse(fields[SessionField], CultureInfo.InvariantCulture),
            fields[0] is "Z" or "X",
            ticks[0] + ticks[1],
            ticks.Sum(),
            ulong.Parse(fields[StartField], CultureInfo.InvariantCulture));
    }
}
