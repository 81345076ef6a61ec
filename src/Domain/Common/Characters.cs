namespace Agora.Domain.Common;

/// <summary>Lengths as PostgreSQL counts them: <c>char_length</c> counts code points, <c>string.Length</c> UTF-16 units.</summary>
public static class Characters
{
    public static int Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var count = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
            {
                count--;
            }
        }

        return count;
    }
}
