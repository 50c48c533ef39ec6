using System.Text;

namespace Headroom.Experiments.Processes;

/// <summary>
/// Takes the output of a process for as long as it writes: the first megabytes into a file, the last lines into memory. What comes after the limit is read and dropped,
/// so that a talkative process neither fills the disk nor waits on a full pipe.
/// </summary>
internal sealed class OutputLog : IAsyncDisposable
{
    private const int FileLimit = 16 << 20, TailLimit = 8 << 10;
    private readonly Lock gate = new();
    private readonly byte[] tail = new byte[TailLimit];
    private readonly FileStream? file;
    private readonly CancellationTokenSource stop = new();
    private readonly Task pumps;
    private int tailLength;
    private long written;

    public OutputLog(string? path, params Stream[] outputs)
    {
        file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        pumps = Task.WhenAll(outputs.Select(PumpAsync));
    }

    /// <summary>Completes when every writer has closed its end.</summary>
    public Task Ended => pumps;

    /// <summary>The last lines, oldest first; at most so many, of at most 8 KiB in all.</summary>
    public string LastLines(int count)
    {
        string text;
        lock (gate)
            text = Encoding.UTF8.GetString(tail, 0, tailLength);
        return string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(count));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await pumps;
        if (file is not null)
            await file.DisposeAsync();
        stop.Dispose();
    }

    private async Task PumpAsync(Stream output)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await output.ReadAsync(buffer, stop.Token) is > 0 and var length)
                Keep(buffer.AsSpan(0, length));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The log ends here: its owner closes it, or the pipe broke with its writer.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (file is not null && written < FileLimit)
            {
                file.Write(bytes[..(int)Math.Min(bytes.Length, FileLimit - written)]);
                written += bytes.Length;
                if (written >= FileLimit)
                    file.Write("\n[headroom: output beyond 16 MiB was dropped]\n"u8);
            }

            var fresh = bytes[Math.Max(0, bytes.Length - TailLimit)..];
            var kept = Math.Min(tailLength, TailLimit - fresh.Length);
            tail.AsSpan(tailLength - kept, kept).CopyTo(tail);
            fresh.CopyTo(tail.AsSpan(kept));
            tailLength = kept + fresh.Length;
        }
    }
}
