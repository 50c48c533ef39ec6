using System.Globalization;
using System.Text;

namespace Headroom.Experiments.Processes;

/// <summary>One process as the kernel lists it.</summary>
/// <param name="Stamp">Which process.</param>
/// <param name="Parent">The pid of its parent; 1 or that of a reaper for an orphan.</param>
/// <param name="Session">The session that it belongs to: the pid of the session's first process.</param>
/// <param name="Ended">It has ended and waits to be reaped; it holds nothing any more.</param>
internal sealed record ProcessRow(ProcessStamp Stamp, int Parent, int Session, bool Ended);

/// <summary>
/// Reads the kernel's list of processes. What vanishes while it is read is left out.
/// <para><b>Source:</b> proc_pid_stat(5), proc_pid_environ(5).</para>
/// </summary>
internal static class ProcessTable
{
    private const int ParentField = 1, SessionField = 3, StartField = 19; // counted from the state, which follows the name in brackets

    public static List<ProcessRow> Read() => [.. Pids().Select(Row).OfType<ProcessRow>()];

    public static ProcessRow? Row(int pid)
    {
        var stat = ReadBytes(pid, "stat");
        if (stat is null)
            return null;
        var text = Encoding.Latin1.GetString(stat);
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= StartField)
            return null;
        return new ProcessRow(
            ProcessStamp.FromTicks(pid, ulong.Parse(fields[StartField], CultureInfo.InvariantCulture)),
            int.Parse(fields[ParentField], CultureInfo.InvariantCulture),
            int.Parse(fields[SessionField], CultureInfo.InvariantCulture),
            fields[0] is "Z" or "X");
    }

    /// <summary>The processes that were started with this environment variable at this value. Those of other users are not seen, except by root.</summary>
    public static List<ProcessStamp> Marked(string variable, string value)
    {
        var mark = Encoding.UTF8.GetBytes($"\0{variable}={value}\0");
        return [.. Pids().Where(pid => HasMark(pid, mark)).Select(ProcessStamp.Of).OfType<ProcessStamp>()];
    }

    private static bool HasMark(int pid, byte[] mark) =>
        ReadBytes(pid, "environ") is { } environment && ((byte[])[0, .. environment, 0]).AsSpan().IndexOf(mark) >= 0;

    private static IEnumerable<int> Pids() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    private static byte[]? ReadBytes(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
