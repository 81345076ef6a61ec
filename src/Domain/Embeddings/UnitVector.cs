namespace Agora.Domain.Embeddings;

/// <summary>A vector of length 1 and of the dimensions that the database keeps.</summary>
public static class UnitVector
{
    /// <summary>
    /// Of every stored vector. Shorter ones are filled up with zeros, which changes neither their angles nor their distances.
    /// </summary>
    public const int Dimensions = 768;

    /// <summary>Null for what has no direction: no numbers, too many, one that is not finite, or only zeros.</summary>
    public static float[]? Of(ReadOnlySpan<float> raw)
    {
        if (raw.Length is 0 or > Dimensions)
        {
            return null;
        }

        var squares = 0d;
        foreach (var value in raw)
        {
            squares += (double)value * value;
        }

        if (!double.IsFinite(squares) || squares == 0)
        {
            return null;
        }

        var length = Math.Sqrt(squares);
        var unit = new float[Dimensions];
        for (var i = 0; i < raw.Length; i++)
        {
            unit[i] = (float)(raw[i] / length);
        }

        return unit;
    }
}
