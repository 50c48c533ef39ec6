-- A number in [0, 1) that depends on nothing but a row's number and the purpose that it is drawn for.
CREATE FUNCTION pg_temp.chance(i bigint, purpose bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(i, purpose) & 4294967295)::double precision / 4294967296;

-- The words of titles and tags: 20 x 18 x 20 = 7200 different ones.
CREATE FUNCTION pg_temp.word(i integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('{ba,ce,di,fo,gu,ha,je,ki,lo,mu,na,pe,ri,so,tu,va,we,xi,yo,zu}'::text[])[1 + i % 20]
        || ('{b,d,f,g,k,l,m,n,p,r,s,t,v,x,z,st,nd,rk}'::text[])[1 + i / 20 % 18]
        || ('{a,e,i,o,u,an,el,in,or,us,am,et,is,on,um,ax,ey,il,os,ur}'::text[])[1 + i / 360 % 20];
