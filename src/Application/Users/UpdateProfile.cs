using Agora.Application.Common;
using Agora.Application.Media;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>Changes the members of a profile that were sent; users change their own, admins any.</summary>
public sealed record UpdateProfile(Guid UserId, int Version) : ICommand<ProfileView>
{
    public Optional<string?> Bio { get; init; }

    public Optional<string?> AvatarUrl { get; init; }

    /// <summary>One of the person's own images.</summary>
    public Optional<Guid?> AvatarId { get; init; }

    /// <summary>Name of the place, such as <c>mastodon</c>, to an https address.</summary>
    public Optional<IReadOnlyDictionary<string, string>> SocialLinks { get; init; }
}

public sealed class UpdateProfileValidator : AbstractValidator<UpdateProfile>
{
    public UpdateProfileValidator()
    {
        RuleFor(c => c.Bio.Value).Must(UserRules.IsBio)
            .WithMessage($"Must be at most {UserRules.BioMax} characters, at least one of them visible, or empty.")
            .OverridePropertyName("bio");
        RuleFor(c => c.AvatarUrl.Value)
            .AtMost(UserRules.AvatarUrlMax)
            .Must(url => url is null || UserRules.IsWebAddress(url)).WithMessage("Must be an https address.")
            .OverridePropertyName("avatarUrl");
        RuleFor(c => c.SocialLinks.Value)
            .Must(links => links is { Count: <= UserRules.SocialLinksMax })
            .WithMessage($"Must be an object of at most {UserRules.SocialLinksMax} links.")
            .Must(links => links is null || links.All(l => UserRules.IsLinkName(l.Key) && UserRules.IsWebAddress(l.Value)))
            .WithMessage(
                $"Must be links, each with a name of 1 to {UserRules.LinkNameMax} visible characters on one line, and an https address.")
            .When(c => c.SocialLinks.IsSet)
            .OverridePropertyName("socialLinks");
    }
}

public sealed class UpdateProfileHandler(IUserRepository users, IMediaRepository media, ActorContext context)
    : ICommandHandler<UpdateProfile, ProfileView>
{
    public async Task<Result<ProfileView>> Handle(UpdateProfile command, CancellationToken ct)
    {
        if (await users.LoadProfileAsync(command.UserId, ct) is not { } profile)
        {
            return UserErrors.NotFound;
        }

        if (UserAccess.RefuseEdit(context, profile) is { } refused)
        {
            return refused;
        }

        if (command.AvatarId.IsSet)
        {
            var shown = command.AvatarId.Value is { } avatarId
                ? profile.ShowAvatar(await ImageAsync(avatarId, ct))
                : profile.RemoveAvatar();
            if (!shown.IsSuccess)
            {
                return shown.Error;
            }
        }

        profile.Edit(
            command.Bio.Or(profile.Bio), command.AvatarUrl.Or(profile.AvatarUrl), command.SocialLinks.Or(profile.SocialLinks));
        return await users.TrySaveProfileAsync(profile, command.Version, ct)
            ? (await users.FindProfileAsync(command.UserId, ct))!
            : UserErrors.ProfileStale;
    }

    private async Task<AvatarImage?> ImageAsync(Guid mediaId, CancellationToken ct) =>
        await media.FindAsync(mediaId, ct) is { } file ? new AvatarImage(file.Id, file.OwnerId, file.Kind) : null;
}
