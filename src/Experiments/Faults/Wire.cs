using System.Net.Sockets;

namespace Headroom.Experiments.Faults;

/// <summary>What is done with a socket, with its errors as answers: on a wire that is made bad on purpose they are no exceptions.</summary>
internal static class Wire
{
    /// <summary>How many bytes came; 0: the stream ended, or we ended it; null: it was reset.</summary>
    public static async ValueTask<int?> ReceiveAsync(Socket socket, Memory<byte> room)
    {
        try
        {
            return await socket.ReceiveAsync(room, SocketFlags.None);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Sends all; false: it was reset.</summary>
    public static async ValueTask<bool> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true; // we ended it
        }
    }

    /// <summary>Ends the stream to the other side; its own may go on.</summary>
    public static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone; the other direction says so.
        }
    }

    /// <summary>
    /// Ends a socket without waiting. Disposing of one on which a read is pending would reset it: an orderly end only shuts it down,
    /// which ends the read, and leaves the rest to its owner. A reset must be no orderly end: a close without linger time disconnects at
    /// once, whatever is pending.
    /// </summary>
    public static void Close(Socket socket, bool isReset)
    {
        try
        {
            if (isReset)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close(0);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            socket.Dispose(); // the other side was faster
        }
    }
}
