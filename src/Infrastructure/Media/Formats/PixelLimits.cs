using Agora.Application.Media;
using Agora.Domain.Media;

namespace Agora.Infrastructure.Media.Formats;

/// <summary>How large an image may be when it is unpacked, regardless of its size on disk.</summary>
internal sealed record PixelLimits(long Pixels, long AnimationPixels)
{
    public static PixelLimits From(MediaSettings settings) => new(settings.MaxPixels, settings.MaxAnimationPixels);

    /// <exception cref="MalformedMediaException">A side is zero.</exception>
    /// <exception cref="TooManyPixelsException">It is larger than the limits.</exception>
    public void Check(long width, long height, int frames)
    {
        if (width <= 0 || height <= 0)
        {
            throw new MalformedMediaException("An image has no pixels.");
        }

        if (width > MediaRules.SideMax || height > MediaRules.SideMax || width * height > Pixels
            || (frames > 1 && width * height * frames > AnimationPixels))
        {
            throw new TooManyPixelsException();
        }
    }
}
