#include "httpd/access/local_request.h"

#include <apr_network_io.h>
#include <netinet/in.h>

#include "httpd/newsroom/forwarded.h"

static int is_loopback(const apr_sockaddr_t *address)
{
    const struct in6_addr *six = &address->sa.sin6.sin6_addr;

    switch (address->family) {
    case APR_INET:
        return ntohl(address->sa.sin.sin_addr.s_addr) >> 24 == 127;
#if APR_HAVE_IPV6
    case APR_INET6:
        return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == 127);
#endif
    default:
        return 0;
    }
}

static int is_here(const request_rec *r, apr_sockaddr_t *address)
{
    return address &&
           (is_loopback(address) || apr_sockaddr_equal(r->connection->local_addr, address));
}

/* mod_remoteip changes the one, the connection has the other. */
static int has_local_address(const request_rec *r)
{
    return is_here(r, r->useragent_addr) && is_here(r, r->connection->client_addr);
}

int stmh_local_request_is_of_proxy(const request_rec *r)
{
    return has_local_address(r) && stmh_forwarded_sign(r) != NULL;
}
