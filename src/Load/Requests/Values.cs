using System.Buffers.Text;
using System.Text;
using Headroom.Model.Plans;

namespace Headroom.Load.Requests;

/// <summary>The values of one virtual user's placeholders, as UTF-8; kept and overwritten from iteration to iteration.</summary>
internal sealed class Values(Bindings bindings)
{
    private readonly ByteBuffer?[] _slots = new ByteBuffer?[bindings.Count];

    /// <summary>The value at a place; empty when it has none.</summary>
    public ReadOnlySpan<byte> this[int slot] => _slots[slot] is { } value ? value.Span : default;

    /// <summary>A place, emptied, to write a value into.</summary>
    public ByteBuffer Renew(int slot)
    {
        var value = _slots[slot] ??= new ByteBuffer();
        value.Clear();
        return value;
    }

    /// <summary>Sets a value.</summary>
    public void Set(int slot, string text)
    {
        var value = Renew(slot);
        value.Advance(Encoding.UTF8.GetBytes(text, value.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    /// <summary>Sets a number.</summary>
    public void Set(int slot, long number)
    {
        var value = Renew(slot);
        Utf8Formatter.TryFormat(number, value.GetSpan(20), out var written);
        value.Advance(written);
    }

    /// <summary>Sets a UUID (version 4 in form).</summary>
    public void Set(int slot, Guid uuid)
    {
        var value = Renew(slot);
        Utf8Formatter.TryFormat(uuid, value.GetSpan(36), out var written);
        value.Advance(written);
    }

    /// <summary>Sets the plan's variables.</summary>
    public void SetVariables(LoadPlan load, Bindings names)
    {
        foreach (var (name, value) in load.Variables)
        {
            Set(names.SlotOf(name), value);
        }
    }

    /// <summary>Takes every value that another set has.</summary>
    public void CopyFrom(Values other)
    {
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            if (other._slots[slot] is { } value)
            {
                Renew(slot).Append(value.Span);
            }
        }
    }
}
