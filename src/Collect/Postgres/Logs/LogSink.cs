using System.Text;
using System.Text.Unicode;
using Headroom.Model.Evidence;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Where the readers put entries: counts what was read of a file, and gives what passes the filters to the digest.</summary>
internal sealed class LogSink(LogDigest digest, LogFilter filter)
{
    /// <summary>More names of users and databases than this are all called the same.</summary>
    private const int MostNames = 10_000;

    private const string InAnotherLanguage =
        "its messages are in another language than English, and their durations and statements are not read: "
            + "set lc_messages = 'C' and reload the server";

    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _names =
        new Dictionary<byte[], string>(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();

    // A log has few names: most are found here without a hash of all their bytes.
    private readonly (byte[] Name, string Text)[] _recent = new (byte[], string)[64];

    private long _entries;
    private long _broken;
    private long _cut;
    private long _invalid;
    private bool _english;
    private bool _translated;

    /// <summary>Takes an entry; nothing of it is kept.</summary>
    public void Take(LogEntry entry)
    {
        _entries++;
        _cut += entry.WasCut ? 1 : 0;
        var message = entry.Message.Span;
        _invalid += !Utf8.IsValid(message) || message.Contains((byte)0) || !Utf8.IsValid(entry.Statement.Span) ? 1 : 0;
        _english |= DurationText.IsEnglish(message);
        _translated |= entry.Severity == LineKind.Log && DurationText.IsTranslated(message);
        if (filter.Takes(entry))
        {
            digest.Take(entry);
        }
    }

    /// <summary>A line or record that is none.</summary>
    public void Broken() => _broken++;

    /// <summary>A line that belongs to an entry which is not there, as at the start of a file that was cut.</summary>
    public void Orphan() => _broken++;

    /// <summary>The text of a name, the same string each time; null when it is empty.</summary>
    public string? Name(ReadOnlySpan<byte> name)
    {
        if (name.Length == 0)
        {
            return null;
        }

        ref var recent = ref _recent[(name.Length + (7 * name[0]) + (31 * name[^1])) % _recent.Length];
        if (name.SequenceEqual(recent.Name))
        {
            return recent.Text;
        }

        if (name.SequenceEqual("[unknown]"u8))
        {
            return null;
        }

        if (!_names.TryGetValue(name, out var text))
        {
            text = _names.Dictionary.Count < MostNames ? Encoding.UTF8.GetString(name[..Math.Min(name.Length, 128)]) : "(more)";
            if (_names.Dictionary.Count < MostNames)
            {
                _names[name] = text;
            }
        }

        recent = (name.ToArray(), text);
        return text;
    }

    /// <summary>What was read since the last call.</summary>
    public LogFileReading Reading(string file, string? format, string? prefix, long bytes, string? remark)
    {
        var reading = new LogFileReading
        {
            File = file,
            Format = format,
            Prefix = prefix,
            Size = new Bytes(bytes),
            Entries = _entries,
            BrokenLines = _broken,
            CutEntries = _cut,
            InvalidEntries = _invalid,
            Remark = remark ?? (_translated && !_english ? InAnotherLanguage : null),
        };
        (_entries, _broken, _cut, _invalid, _english, _translated) = (0, 0, 0, 0, false, false);
        return reading;
    }
}
