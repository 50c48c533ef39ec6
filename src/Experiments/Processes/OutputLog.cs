using System.Text;

namespace Headroom.Experiments.Processes;

/// <summary>
/// Takes the output of a process for as long as it writes: the first megabytes into a file, the last lines into memory. What comes after
/// the limit is read and dropped, so that a talkative process neither fills the disk nor waits on a full pipe.
/// </summary>
internal sealed class OutputLog : IAsyncDisposable
{
    private const int FileLimit = 16 << 20, TailLimit = 8 << 10;
    private readonly Lock _gate = new();
    private readonly byte[] _tail = new byte[TailLimit];
    private readonly FileStream? _file;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pumps;
    private int _tailLength;
    private long _written;

    public OutputLog(string? path, params Stream[] outputs)
    {
        _file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        _pumps = Task.WhenAll(outputs.Select(PumpAsync));
    }

    /// <summary>Completes when every writer has closed its end.</summary>
    public Task Ended => _pumps;

    /// <summary>The last lines, oldest first; at most so many, of at most 8 KiB in all.</summary>
    public string LastLines(int count)
    {
        string text;
        lock (_gate)
            text = Encoding.UTF8.GetString(_tail, 0, _tailLength);
        return string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(count));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pumps;
        if (_file is not null)
            await _file.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PumpAsync(Stream output)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await output.ReadAsync(buffer, _stop.Token) is > 0 and var length)
                Keep(buffer.AsSpan(0, length));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The log ends here: its owner closes it, or the pipe broke with its writer.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_file is not null && _written < FileLimit)
                Write(_file, bytes);

            var fresh = bytes[Math.Max(0, bytes.Length - TailLimit)..];
            var kept = Math.Min(_tailLength, TailLimit - fresh.Length);
            _tail.AsSpan(_tailLength - kept, kept).CopyTo(_tail);
            fresh.CopyTo(_tail.AsSpan(kept));
            _tailLength = kept + fresh.Length;
        }
    }

    private void Write(FileStream log, ReadOnlySpan<byte> bytes)
    {
        try
        {
            log.Write(bytes[..(int)Math.Min(bytes.Length, FileLimit - _written)]);
            _written += bytes.Length;
            if (_written >= FileLimit)
                log.Write("\n[headroom: output beyond 16 MiB was dropped]\n"u8);
        }
        catch (IOException)
        {
            _written = FileLimit; // a full disk ends the log, not the reading: the process must not wait on its pipe
        }
    }
}
